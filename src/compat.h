/*
 * compat.h - the one place that knows PostgreSQL versions apart
 *
 * Every server-side file includes this instead of postgres.h.
 */
#ifndef DRIFT_COMPAT_H
#define DRIFT_COMPAT_H

#include "postgres.h"

#include "fmgr.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 18 has it as a prefix, and no longer as the attribute that stood behind a declaration. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn __attribute__((noreturn))
#endif

/* 18 lets a module say its name and version. */
#if PG_VERSION_NUM >= 180000
#define DRIFT_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "drift", .version = DRIFT_VERSION)
#else
#define DRIFT_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* 16 tells apart who inherits a role's rights and who may SET ROLE to it (utils/acl.h). */
#if PG_VERSION_NUM >= 160000
#define drift_can_set_role(member, role) member_can_set_role(member, role)
#else
#define drift_can_set_role(member, role) is_member_of_role(member, role)
#endif

/* An interval's sign if it is infinite, else 0: intervals are finite before 17. */
#if PG_VERSION_NUM >= 170000
#define interval_infinity(value) \
	(INTERVAL_IS_NOBEGIN(value) ? -1 : INTERVAL_IS_NOEND(value) ? 1 : 0)
#else
#define interval_infinity(value) 0
#endif

/* 16 reports more about what it cannot read (utils/datetime.h). */
#if PG_VERSION_NUM >= 160000
#define drift_decode_time(field, ftype, nf, dtype, tm, fsec, tz) \
	DecodeDateTime(field, ftype, nf, dtype, tm, fsec, tz, &(DateTimeErrorExtra) {0})
#else
#define drift_decode_time(field, ftype, nf, dtype, tm, fsec, tz) \
	DecodeDateTime(field, ftype, nf, dtype, tm, fsec, tz)
#endif

#endif							/* DRIFT_COMPAT_H */
