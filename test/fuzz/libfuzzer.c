/*
 * libfuzzer.c - libFuzzer inside a real backend, for every input function of every state type
 *
 * Linked with the extension's sources into one instrumented library, never a part of the
 * extension. A single-user backend calls drift_libfuzzer(), which hands over to
 * LLVMFuzzerRunDriver(): so palloc, ereport, the catalogues and the function manager are the real
 * ones. What comes in either ends in an error of the classes that malformed input may raise, or is
 * a state: then its text and its binary form bring the same bytes back, it merges with itself and
 * with the state before it, and C functions that take it first can be called. Anything else is a
 * finding: abort().
 *
 * Types and functions are found in the catalogues: a new type is a new target without a line here.
 *
 * Chunks: memory contexts with the smallest possible blocks, so that each chunk beyond 128 bytes
 * is a malloc of its own, whose ends the address sanitizer watches.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/executor.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/syscache.h"

#define MOST_ARGS 16
#define MOST_FUNCTIONS 256

/* A function to try on a state. */
typedef struct Attempt
{
	FmgrInfo	flinfo;
	int			n_args;
	int			n_states;		/* 2: so is the second argument */
	NullableDatum value[MOST_ARGS]; /* the defaults of the others */
} Attempt;

/* What is being tried: set once, the driver has no argument for it. */
static struct
{
	bool		text_form;		/* text form, else binary */
	Oid			type;
	FmgrInfo	input;
	FmgrInfo	output;
	FmgrInfo	receive;
	FmgrInfo	send;
	Oid			input_param;
	FmgrInfo	transition;		/* of the aggregate drift.merge(type) */
	FmgrInfo	final;
	Oid			collation;
	Attempt    *attempt;
	int			n_attempts;
	MemoryContext run;			/* reset for each input */
	MemoryContext kept;			/* the state before this one */
	Datum		before;
	AggState   *aggstate;
	ExprContext *econtext;
	ResourceOwner owner;
} target;

extern int	LLVMFuzzerRunDriver(int *argc, char ***argv,
								int (*callback) (const uint8_t *data, size_t size));
extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
extern size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
									  unsigned int seed);

PG_FUNCTION_INFO_V1(drift_libfuzzer);

/* Report a finding; libFuzzer keeps the input. */
pg_noreturn static void
finding(const char *what, const char *detail)
{
	fprintf(stderr, "FINDING: %s: %s\n", what, detail);
	abort();
}

/* May malformed input raise this? */
static bool
clean_for_input(int code)
{
	int			class = ERRCODE_TO_CATEGORY(code);

	return class == ERRCODE_DATA_EXCEPTION || class == ERRCODE_PROGRAM_LIMIT_EXCEEDED ||
		code == ERRCODE_PROTOCOL_VIOLATION;
}

/* May a function raise this on a state that it cannot use? */
static bool
clean_for_use(int code)
{
	int			class = ERRCODE_TO_CATEGORY(code);

	return class != ERRCODE_INTERNAL_ERROR && class != ERRCODE_INSUFFICIENT_RESOURCES;
}

/* Forget an error, or report it. Returns in the run's memory. */
static void
swallow_error(const char *what, bool (*clean) (int code))
{
	ErrorData  *error;

	MemoryContextSwitchTo(target.run);
	error = CopyErrorData();
	FlushErrorState();
	if (!clean(error->sqlerrcode))
		finding(what, psprintf("%s: %s", unpack_sql_state(error->sqlerrcode), error->message));
}

/* Make a state out of the bytes, which end where the sanitizer sees it. */
static Datum
read_state(const char *data, size_t size, bool text_form)
{
	char	   *copy = palloc(size + 1);
	StringInfoData message;

	memcpy(copy, data, size);
	copy[size] = '\0';
	if (text_form)
		return InputFunctionCall(&target.input, copy, target.input_param, -1);
	message.data = copy;
	message.len = size;
	message.maxlen = size + 1;
	message.cursor = 0;
	return ReceiveFunctionCall(&target.receive, &message, target.input_param, -1);
}

/* Are two states the same bytes? */
static bool
same_state(Datum a, Datum b)
{
	struct varlena *x = PG_DETOAST_DATUM(a);
	struct varlena *y = PG_DETOAST_DATUM(b);

	return VARSIZE(x) == VARSIZE(y) && memcmp(x, y, VARSIZE(x)) == 0;
}

/* A state's forms must bring back the same state. */
static void
check_forms(Datum state)
{
	char	   *said = OutputFunctionCall(&target.output, state);
	bytea	   *sent = SendFunctionCall(&target.send, state);
	Datum		again = read_state(said, strlen(said), true);
	Datum		received = read_state(VARDATA(sent), VARSIZE(sent) - VARHDRSZ, false);

	if (strcmp(said, OutputFunctionCall(&target.output, again)) != 0)
		finding("text form", "does not come back");
	if (!same_state(state, again))
		finding("text form", "another state comes back");
	if (!same_state(PointerGetDatum(sent), PointerGetDatum(SendFunctionCall(&target.send, received))))
		finding("binary form", "does not come back");
	if (!same_state(state, received))
		finding("binary form", "another state comes back");
}

/* Call a function with the run's fake aggregate around it. */
static Datum
call_in_aggregate(FmgrInfo *flinfo, Datum a, bool a_null, Datum b, int n, bool *isnull)
{
	LOCAL_FCINFO(fcinfo, 2);
	Datum		result;

	InitFunctionCallInfoData(*fcinfo, flinfo, n, target.collation, (Node *) target.aggstate, NULL);
	fcinfo->args[0].value = a;
	fcinfo->args[0].isnull = a_null;
	fcinfo->args[1].value = b;
	fcinfo->args[1].isnull = false;
	result = FunctionCallInvoke(fcinfo);
	*isnull = fcinfo->isnull;
	return result;
}

/* Merge a state with itself and the one before, as an aggregate does; a state comes of it. */
static void
check_merge(Datum state)
{
	bool		isnull = false;
	Datum		merged;

	if (!OidIsValid(target.transition.fn_oid))
		return;
	if (target.transition.fn_strict)
		merged = datumCopy(state, false, -1);
	else
		merged = call_in_aggregate(&target.transition, (Datum) 0, true, state, 2, &isnull);
	merged = call_in_aggregate(&target.transition, merged, isnull, state, 2, &isnull);
	if (target.before)
		merged = call_in_aggregate(&target.transition, merged, isnull, target.before, 2, &isnull);
	if (OidIsValid(target.final.fn_oid))
		merged = call_in_aggregate(&target.final, merged, isnull, (Datum) 0, 1, &isnull);
	if (isnull)
		finding("merge", "of states is NULL");
	check_forms(merged);
}

/* Call one function on the state; sets are materialized. */
static void
try_function(Attempt *attempt, Datum state)
{
	LOCAL_FCINFO(fcinfo, MOST_ARGS);
	ReturnSetInfo rsinfo = {.type = T_ReturnSetInfo};

	rsinfo.econtext = target.econtext;
	rsinfo.allowedModes = SFRM_Materialize | SFRM_ValuePerCall;
	rsinfo.returnMode = SFRM_ValuePerCall;
	InitFunctionCallInfoData(*fcinfo, &attempt->flinfo, attempt->n_args, target.collation, NULL,
							 (Node *) (attempt->flinfo.fn_retset ? &rsinfo : NULL));
	memcpy(fcinfo->args, attempt->value, attempt->n_args * sizeof(NullableDatum));
	fcinfo->args[0].value = state;
	if (attempt->n_states == 2)
		fcinfo->args[1].value = target.before ? target.before : state;
	FunctionCallInvoke(fcinfo);
}

/* Do something with the state that may raise errors and leave resources behind. */
static void
protect(const char *what, bool (*clean) (int code), Attempt *attempt, Datum state)
{
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(target.run);
	PG_TRY();
	{
		if (attempt)
			try_function(attempt, state);
		else
			check_merge(state);
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		swallow_error(what, clean);
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(target.run);
	CurrentResourceOwner = target.owner;
}

/* Use a state: of the many functions some, fewer for a large state, that its bytes choose. */
static void
use_state(Datum state)
{
	struct varlena *kept;
	Size		size = VARSIZE_ANY(DatumGetPointer(state));
	int			n = Min(target.n_attempts, size < 1024 ? 8 : 3);
	uint32		first = hash_bytes((unsigned char *) DatumGetPointer(state), size);

	check_forms(state);
	protect("merge", clean_for_use, NULL, state);
	for (int i = 0; i < n; i++)
	{
		Attempt    *attempt = &target.attempt[(first + (uint32) i * 7) % target.n_attempts];

		protect(get_func_name(attempt->flinfo.fn_oid), clean_for_use, attempt, state);
	}
	MemoryContextReset(target.kept);
	kept = MemoryContextAlloc(target.kept, VARSIZE(state));
	memcpy(kept, DatumGetPointer(state), VARSIZE(state));
	target.before = PointerGetDatum(kept);
}

/* Try one input. Of text from a client the server has checked that it has no NUL and is UTF-8. */
static int
try_input(const uint8_t *data, size_t size)
{
	volatile Datum state = (Datum) 0;
	if (target.text_form && (memchr(data, '\0', size) ||
							 !pg_verifymbstr((const char *) data, size, true)))
		return -1;
	MemoryContextSwitchTo(target.run);
	PG_TRY();
	{
		state = read_state((const char *) data, size, target.text_form);
	}
	PG_CATCH();
	{
		swallow_error("input", clean_for_input);
	}
	PG_END_TRY();
	if (state)
	{
		PG_TRY();
		{
			use_state(state);
		}
		PG_CATCH();
		{
			ErrorData  *error;

			MemoryContextSwitchTo(target.run);
			error = CopyErrorData();
			finding("a state that was read", error->message);
		}
		PG_END_TRY();
	}
	MemoryContextReset(target.run);
	return 0;
}

/* Find the numbers of a text; returns how many, at most `most`. */
static int
find_numbers(const char *text, size_t size, size_t *from, size_t *to, int most)
{
	int			n = 0;

	for (size_t i = 0; i < size && n < most;)
	{
		size_t		end = i;

		while (end < size && strchr("+-.e0123456789", text[end]) && text[end])
			end++;
		if (end > i && (text[end - 1] >= '0' && text[end - 1] <= '9'))
		{
			from[n] = i;
			to[n++] = end;
		}
		i = Max(end, i + 1);
	}
	return n;
}

/* Replace a part of the data; returns its new size, or the old one if it would not fit. */
static size_t
replace(uint8_t *data, size_t size, size_t max_size, size_t from, size_t to, const char *with)
{
	size_t		len = strlen(with);

	if (size - (to - from) + len > max_size)
		return size;
	memmove(data + from + len, data + to, size - to);
	memcpy(data + from, with, len);
	return size - (to - from) + len;
}

/* A number near another one, or one at the edge of what there is. */
static void
other_number(char *out, size_t size, const char *number, size_t len, unsigned int seed)
{
	static const char *const edge[] = {"NaN", "Infinity", "-Infinity", "0", "-1", "1", "2", "1e308",
		"5e-324", "-1e-300", "9007199254740992", "9223372036854775807", "1152921504606846976",
	"4294967296", "0.5", "1e16"};
	char		copy[32] = {0};

	memcpy(copy, number, Min(len, sizeof(copy) - 1));
	if (seed % 3 == 0)
		snprintf(out, size, "%s", edge[seed / 3 % lengthof(edge)]);
	else if (strpbrk(copy, ".e"))
		snprintf(out, size, "%.17g", strtod(copy, NULL) * (seed % 7 - 3.0));
	else
		snprintf(out, size, "%lld",
				 (long long) ((uint64) strtoll(copy, NULL, 10) + seed / 3 % 5 - 2));
}

/* Change one or two numbers of a text: two by the same, so that sums hold. */
static size_t
mutate_text(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static size_t from[8192];
	static size_t to[8192];
	int			n = find_numbers((char *) data, size, from, to, lengthof(from));
	char		number[64];
	int			a = n ? seed / 5 % n : 0;
	int			b = n ? (seed / 77) % n : 0;
	uint64		move = seed / 3 % 4 + 1;

	if (n == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	if (seed % 2 == 0 || a == b)
	{
		other_number(number, sizeof(number), (char *) data + from[a], to[a] - from[a], seed / 11);
		return replace(data, size, max_size, from[a], to[a], number);
	}
	/* the later one first: places before it stay */
	for (int k = 0; k < 2; k++)
	{
		int			i = k == 0 ? Max(a, b) : Min(a, b);

		snprintf(number, sizeof(number), "%.*s", (int) Min(to[i] - from[i], 30), data + from[i]);
		snprintf(number, sizeof(number), "%lld",
				 (long long) (strtoll(number, NULL, 10) + (k == 0 ? move : -move)));
		size = replace(data, size, max_size, from[i], to[i], number);
	}
	return size;
}

/* Move something from one big-endian integer of a message to another one, so that sums hold. */
static size_t
mutate_words(uint8_t *data, size_t size, unsigned int seed)
{
	size_t		span = Min(size, seed % 4 == 0 ? size : 256);
	size_t		at[2];
	uint64		word;

	if (size < 32)
		return size;
	at[0] = 2 + seed / 3 % (span - 9);
	at[1] = at[0] + 8 * (seed / 997 % 32);
	for (int k = 0; k < 2; k++)
	{
		if (at[k] + 8 > size)
			break;
		memcpy(&word, data + at[k], 8);
		word = pg_hton64(pg_ntoh64(word) + (k == 0 ? 1 + seed / 31 % 4 : -(1 + seed / 31 % 4)));
		memcpy(data + at[k], &word, 8);
	}
	return size;
}

/* Half of the time what libFuzzer does, else a change that gets past the check of sums. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	if (seed % 2 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	if (target.text_form)
		return mutate_text(data, size, max_size, seed / 2);
	return mutate_words(data, size, seed / 2);
}

/* Compute the defaults of a function; false if one cannot be had. */
static bool
take_defaults(Attempt *attempt, HeapTuple tuple, int n_defaults)
{
	bool		isnull;
	Datum		defaults = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_proargdefaults, &isnull);
	ListCell   *cell;
	int			i = attempt->n_args - n_defaults;

	if (isnull)
		return n_defaults == 0;
	foreach(cell, (List *) stringToNode(TextDatumGetCString(defaults)))
	{
		EState	   *estate = CreateExecutorState();
		ExprState  *expression = ExecPrepareExpr((Expr *) lfirst(cell), estate);

		attempt->value[i].value = ExecEvalExpr(expression, GetPerTupleExprContext(estate),
											   &attempt->value[i].isnull);
		i++;
	}
	return true;
}

/* Make up an argument that has no default; false if there is none of that type. */
static bool
make_argument(Oid type, NullableDatum *value)
{
	value->isnull = false;
	switch (type)
	{
		case FLOAT8OID:
			value->value = Float8GetDatum(0.5);
			return true;
		case BOOLOID:
			value->value = BoolGetDatum(true);
			return true;
		case INT4OID:
		case INT8OID:
			value->value = Int64GetDatum(3);
			return true;
		case TEXTOID:
			value->value = CStringGetTextDatum("often");
			return true;
		default:
			/* a second state is put in at the call */
			return type == target.type;
	}
}

/* Take a function in C whose first argument is a state and whose others can be had. */
static void
consider(HeapTuple tuple)
{
	Form_pg_proc form = (Form_pg_proc) GETSTRUCT(tuple);
	Attempt    *attempt = &target.attempt[target.n_attempts];
	int			required = form->pronargs - form->pronargdefaults;

	memset(attempt, 0, sizeof(*attempt));
	if (form->prokind != PROKIND_FUNCTION || form->prolang != ClanguageId || required < 1 ||
		form->pronargs > MOST_ARGS || target.n_attempts == MOST_FUNCTIONS ||
		form->proargtypes.values[0] != target.type)
		return;
	for (int i = 1; i < required; i++)
		if (!make_argument(form->proargtypes.values[i], &attempt->value[i]))
			return;
	attempt->n_args = form->pronargs;
	attempt->n_states = required > 1 && form->proargtypes.values[1] == target.type ? 2 : 1;
	if (!take_defaults(attempt, tuple, form->pronargdefaults))
		return;
	fmgr_info_cxt(form->oid, &attempt->flinfo, TopMemoryContext);
	/* a strict function that has a default of NULL is never called with it */
	for (int i = 0; i < attempt->n_args; i++)
		if (attempt->flinfo.fn_strict && attempt->value[i].isnull)
			return;
	target.n_attempts++;
}

/* Find what can be tried: the functions of the schema drift. */
static void
find_functions(Oid namespace)
{
	Relation	pg_proc = table_open(ProcedureRelationId, AccessShareLock);
	SysScanDesc scan = systable_beginscan(pg_proc, InvalidOid, false, NULL, 0, NULL);
	HeapTuple	tuple;

	target.attempt = palloc(MOST_FUNCTIONS * sizeof(Attempt));
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (((Form_pg_proc) GETSTRUCT(tuple))->pronamespace == namespace)
			consider(tuple);
	systable_endscan(scan);
	table_close(pg_proc, AccessShareLock);
}

/* Find the steps of the aggregate drift.merge(type). */
static void
find_merge(void)
{
	List	   *name = list_make2(makeString("drift"), makeString("merge"));
	Oid			oid = LookupFuncName(name, 1, &target.type, true);
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(oid));
	Form_pg_aggregate form;

	if (!HeapTupleIsValid(tuple))
		return;
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	fmgr_info_cxt(form->aggtransfn, &target.transition, TopMemoryContext);
	if (OidIsValid(form->aggfinalfn))
		fmgr_info_cxt(form->aggfinalfn, &target.final, TopMemoryContext);
	ReleaseSysCache(tuple);
}

/* Look up what belongs to the type. */
static void
find_type(Oid type)
{
	Oid			oid;
	Oid			param;
	bool		varlena;

	target.type = type;
	getTypeInputInfo(type, &oid, &target.input_param);
	fmgr_info_cxt(oid, &target.input, TopMemoryContext);
	getTypeOutputInfo(type, &oid, &varlena);
	fmgr_info_cxt(oid, &target.output, TopMemoryContext);
	getTypeBinaryInputInfo(type, &oid, &param);
	fmgr_info_cxt(oid, &target.receive, TopMemoryContext);
	getTypeBinaryOutputInfo(type, &oid, &varlena);
	fmgr_info_cxt(oid, &target.send, TopMemoryContext);
}

/* Make the memory of a run and the aggregate that it pretends to be in. */
static void
make_surroundings(void)
{
	target.run = AllocSetContextCreate(TopMemoryContext, "libfuzzer run", 0, 1024, 1024);
	target.kept = AllocSetContextCreate(TopMemoryContext, "libfuzzer kept", 0, 1024, 1024);
	target.econtext = CreateStandaloneExprContext();
	target.econtext->ecxt_per_query_memory = target.run;
	target.econtext->ecxt_per_tuple_memory = target.run;
	target.aggstate = makeNode(AggState);
	target.aggstate->curaggcontext = target.econtext;
	target.owner = CurrentResourceOwner;
}

/* The driver's arguments, one a line in the environment: in single-user SQL quotes cost trust. */
static int
driver_arguments(char **argv, int most)
{
	char	   *line = pstrdup(getenv("LIBFUZZER_ARGS"));
	int			n = 0;

	for (line = strtok(line, "\n"); line && n < most - 1; line = strtok(NULL, "\n"))
		argv[n++] = line;
	argv[n] = NULL;
	return n;
}

/* drift_libfuzzer(type regtype, text boolean): does not return, as the driver ends the process. */
Datum
drift_libfuzzer(PG_FUNCTION_ARGS)
{
	static char *arguments[256];
	char	  **argv = arguments;
	int			argc;

	MemoryContextSwitchTo(TopMemoryContext);
	find_type(PG_GETARG_OID(0));
	target.text_form = PG_GETARG_BOOL(1);
	target.collation = DEFAULT_COLLATION_OID;
	find_functions(get_namespace_oid("drift", false));
	find_merge();
	make_surroundings();
	for (int i = 0; i < target.n_attempts; i++)
		fprintf(stderr, "function: %s\n", get_func_name(target.attempt[i].flinfo.fn_oid));
	argc = driver_arguments(argv, lengthof(arguments));
	/* libFuzzer takes only signals that nobody has taken: a time limit, and to be asked to end */
	pqsignal(SIGALRM, SIG_DFL);
	pqsignal(SIGTERM, SIG_DFL);
	pqsignal(SIGINT, SIG_DFL);
	PG_RETURN_INT32(LLVMFuzzerRunDriver(&argc, &argv, try_input));
}
