/*
 * classes.h - metrics of a matrix of classes: each class, averages over them, agreement
 */
#ifndef DRIFT_CLASSES_H
#define DRIFT_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/interval.h"

/* Pairs of classes, as many as were seen; actual and predicted are indexes below n_classes. */
typedef struct ClassPair
{
	uint32_t	actual;
	uint32_t	predicted;
	int64_t		count;
} ClassPair;

/* The margins of a matrix of classes. */
typedef struct ClassMargins
{
	size_t		n_classes;
	size_t		n_pairs;
	const ClassPair *pair;
	double	   *actual;			/* rows of each class by label */
	double	   *predicted;		/* and by prediction */
	double	   *correct;		/* and by both */
	double	   *scratch;		/* 3 * n_classes, for gradients */
	double		n;				/* rows in all */
} ClassMargins;

/* What is averaged over the classes. */
typedef enum ClassRate
{
	CLASS_PRECISION,			/* correct / predicted */
	CLASS_RECALL,				/* correct / actual */
	CLASS_F1,					/* 2 correct / (actual + predicted) */
	CLASS_JACCARD				/* correct / (actual + predicted - correct) */
} ClassRate;

/* How wrong one class is for another, in weighted kappa: by the distance of their numbers. */
typedef enum KappaWeights
{
	KAPPA_LINEAR,
	KAPPA_QUADRATIC
} KappaWeights;

extern void class_margins(ClassMargins *margins);	/* fills the arrays the caller allocated */
extern double class_rate(const ClassMargins *margins, size_t c, ClassRate rate);	/* NaN: 0/0 */
extern Estimate class_accuracy(const ClassMargins *margins, double z);
extern Estimate class_micro_jaccard(const ClassMargins *margins, double z);
extern Estimate class_average(const ClassMargins *margins, ClassRate rate, bool weighted, double z);
extern Estimate class_kappa(const ClassMargins *margins, double z);
extern Estimate class_weighted_kappa(const ClassMargins *margins, const double *number,
									 KappaWeights weights, double z);
extern Estimate class_mcc(const ClassMargins *margins, double z);

/* What always predicting the most frequent label has; NaN without rows. */
extern double class_constant(const ClassMargins *margins, ClassRate rate, bool weighted);
extern double class_constant_micro_jaccard(const ClassMargins *margins);

#endif							/* DRIFT_CLASSES_H */
