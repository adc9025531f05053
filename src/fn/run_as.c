/*
 * run_as.c - one read-only SELECT with another role's rights
 *
 * A filter or an expression that one user wrote must never run with another's rights, least of all
 * the scheduler's. SET ROLE cannot give that: the expression itself could undo it. So the user is
 * switched in C, as REFRESH MATERIALIZED VIEW does: SetUserIdAndSecContext with
 * SECURITY_RESTRICTED_OPERATION refuses SET ROLE, temporary tables and everything else that would
 * outlive the query. Beyond what REFRESH does, the query runs read-only, so that no function it calls
 * can write, either. Settings that the query changes end with it.
 *
 * When an error is raised, the abort of the (sub)transaction restores the user, the security context,
 * read-only and the settings.
 *
 * drift.read_timeout ends a query that takes too long, whatever it does: statement_timeout cannot do
 * that, because its clock starts with the statement of the client, which is a whole run. What ends is
 * the query, with an error of its own (DR002) that a run can record, not the run as by a cancel.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_authid.h"
#include "executor/spi.h"
#include "executor/tstoreReceiver.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "settings.h"
#include "storage/latch.h"
#include "tcop/dest.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/syscache.h"
#include "utils/timeout.h"

/* The timer of drift.read_timeout; MAX_TIMEOUTS: not registered yet. */
static TimeoutId read_timeout_id = MAX_TIMEOUTS;

/* Did it go off while the present query ran? */
static volatile sig_atomic_t read_timed_out = false;

/* Refuse anything that is not exactly one SELECT, before any right is looked at. */
static void
check_one_select(const char *query)
{
	List	   *statements = raw_parser(query, RAW_PARSE_DEFAULT);
	Node	   *statement;

	if (list_length(statements) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("drift.select_as runs exactly one statement, not %d",
						list_length(statements)),
				 errhint("Pass one SELECT without a semicolon inside.")));

	statement = linitial_node(RawStmt, statements)->stmt;
	if (!IsA(statement, SelectStmt) || ((SelectStmt *) statement)->intoClause != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("drift.select_as runs a SELECT only"),
				 errhint("Pass a SELECT, WITH ... SELECT or VALUES that writes nothing.")));
}

/* Refuse unless the caller could become the owner by SET ROLE. */
static void
check_may_become(Oid owner)
{
	char	   *name = NULL;

	if (SearchSysCacheExists1(AUTHOID, ObjectIdGetDatum(owner)))
		name = GetUserNameFromId(owner, true);
	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("role with OID %u does not exist", owner),
				 errhint("Give the source or monitor an owner that exists.")));

	/* A query that is already running restricted must not move on to a third role. */
	if (InSecurityRestrictedOperation())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("drift.select_as cannot be called within a security-restricted operation"),
				 errhint("Filters, expressions and views of a monitor cannot switch roles.")));

	if (!drift_can_set_role(GetUserId(), owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" cannot run a query as \"%s\"",
						GetUserNameFromId(GetUserId(), false), name),
				 errhint("GRANT %s TO %s, or let a role that may SET ROLE to it call this.",
						 quote_identifier(name),
						 quote_identifier(GetUserNameFromId(GetUserId(), false)))));
}

/* Run the query into the tuplestore; its rows must be of the type the caller declared. */
static void
select_into(const char *query, Tuplestorestate *store, TupleDesc desc, MemoryContext context)
{
	DestReceiver *dest = CreateDestReceiver(DestTuplestore);
	SPIExecuteOptions options = {0};
	int			result;

	/* values out of line stay where they are: the caller's snapshot holds them */
	SetTuplestoreDestReceiverParams(dest, store, context, false, desc,
									"the query's columns differ from the column definition list");
	options.read_only = true;
	options.must_return_tuples = true;
	options.dest = dest;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	result = SPI_execute_extended(query, &options);
	if (result < 0)
		elog(ERROR, "SPI_execute_extended failed: %s", SPI_result_code_string(result));
	SPI_finish();
	dest->rDestroy(dest);
}

/* Keep the query from finding objects that its author did not name. */
static int
restrict_settings(void)
{
	int			nest_level = NewGUCNestLevel();

	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	return nest_level;
}

/* Cancel the query as a signal from outside would; select_in_time tells the two apart. */
static void
read_timeout_handler(void)
{
	read_timed_out = true;
	InterruptPending = true;
	QueryCancelPending = true;
	SetLatch(MyLatch);
}

/* Stop the clock; when it had run out, no cancel of ours may be left for what comes next. */
static bool
stop_clock(void)
{
	bool		late;

	disable_timeout(read_timeout_id, false);
	late = read_timed_out;
	read_timed_out = false;
	if (late)
		QueryCancelPending = false;
	return late;
}

/* Tell who set the time limit. */
pg_noreturn static void
report_timeout(void)
{
	ereport(ERROR,
			(errcode(MAKE_SQLSTATE('D', 'R', '0', '0', '2')),
			 errmsg("the query took longer than drift.read_timeout, %d ms", drift_read_timeout),
			 errhint("An index on the time column keeps reads short; read_timeout of drift.source "
					 "gives a source more time.")));
}

/* Run the query, at most for drift.read_timeout. */
static void
select_in_time(const char *query, Tuplestorestate *store, TupleDesc desc, MemoryContext context)
{
	MemoryContext caller = CurrentMemoryContext;

	if (drift_read_timeout == 0)
	{
		select_into(query, store, desc, context);
		return;
	}

	if (read_timeout_id == MAX_TIMEOUTS)
		read_timeout_id = RegisterTimeout(USER_TIMEOUT, read_timeout_handler);
	read_timed_out = false;
	enable_timeout_after(read_timeout_id, drift_read_timeout);

	PG_TRY();
	{
		select_into(query, store, desc, context);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		if (!stop_clock())
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		if (error->sqlerrcode != ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		FlushErrorState();
		report_timeout();
	}
	PG_END_TRY();

	if (stop_clock())
		report_timeout();
}

PGDLLEXPORT PG_FUNCTION_INFO_V1(drift_select_as);

/* Run one SELECT as `owner`. */
PGDLLEXPORT Datum
drift_select_as(PG_FUNCTION_ARGS)
{
	Oid			owner = PG_GETARG_OID(0);
	char	   *query = text_to_cstring(PG_GETARG_TEXT_PP(1));
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			saved_user;
	int			saved_context;
	bool		saved_read_only = XactReadOnly;
	int			nest_level;

	check_one_select(query);
	check_may_become(owner);
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);

	GetUserIdAndSecContext(&saved_user, &saved_context);
	SetUserIdAndSecContext(owner, saved_context | SECURITY_RESTRICTED_OPERATION);
	nest_level = restrict_settings();

	/*
	 * From 16 on, transaction_read_only cannot be set for part of a transaction, so set what is
	 * behind it. The query cannot undo it: no read-only transaction that has a snapshot can be made
	 * read-write.
	 */
	XactReadOnly = true;

	select_in_time(query, rsinfo->setResult, rsinfo->setDesc,
				   rsinfo->econtext->ecxt_per_query_memory);

	XactReadOnly = saved_read_only;
	AtEOXact_GUC(false, nest_level);
	SetUserIdAndSecContext(saved_user, saved_context);

	return (Datum) 0;
}

PGDLLEXPORT PG_FUNCTION_INFO_V1(drift_can_commit);

/* Tell a procedure whether COMMIT is allowed where it was called. */
PGDLLEXPORT Datum
drift_can_commit(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(SPI_inside_nonatomic_context());
}
