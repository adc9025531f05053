# drift: build with PGXS. `make`, `make install`, `make installcheck`; PG_CONFIG=... picks the server.

EXTENSION = drift
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" drift.control)
MODULE_big = drift

OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/fn/*.c src/state/*.c src/stats/*.c)))
ALL_HEADERS = $(wildcard src/*.h src/fn/*.h src/state/*.h src/stats/*.h)

# The install script is the SQL rooms joined in this order: statistics, pipeline, faces.
SQL_STATISTICS = types sample profile category times json distance further effect onestep dialect performance regression binary curve multiclass ranking fairness parity audit models estimation estimate_chunks estimate_class estimate_error reweight
SQL_PIPELINE = catalog alert_tables lookup quality metric_catalog model source baseline monitor method_catalog change collect rollup measure importance derived estimate_record limits judge expect alert_policy silence alert alert_group notify digest alert_action watchdog run backfill retention alert_statistics
SQL_FACES = compare compare_json recommendation gate describe validate watch watch_log template config_alerts config schedule views access
SQL_PARTS = $(wildcard $(patsubst %,sql/%.sql,prelude $(SQL_STATISTICS) $(SQL_PIPELINE) $(SQL_FACES)))
INSTALL_SQL = sql/$(EXTENSION)--$(EXTVERSION).sql
DATA_built = $(INSTALL_SQL)

# pg_regress takes sql/NAME.sql before test/sql/NAME.sql: no test may be named like a room.
REGRESS = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test

# pg_isolation_regress adds specs/ itself; expected/ is searched at the top first, so names must differ.
ISOLATION = $(sort $(patsubst test/isolation/specs/%.spec,%,$(wildcard test/isolation/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test/isolation

CLASHING = $(filter $(basename $(notdir $(wildcard sql/*.sql))) $(ISOLATION),$(REGRESS))
$(if $(CLASHING),$(error test/sql/$(firstword $(CLASHING)).sql is named like a room of sql/ or an isolation test))

WARNINGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
PG_CFLAGS = -O2 $(WARNINGS) $(if $(WERROR),-Werror)
PG_CPPFLAGS = -I$(srcdir)/src -DDRIFT_VERSION='"$(EXTVERSION)"'
SHLIB_LINK += -lgsl -lgslcblas -lm

EXTRA_CLEAN = $(INSTALL_SQL) test/c/run results regression.diffs regression.out output_iso tmp_check log

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(OBJS): $(ALL_HEADERS)

$(INSTALL_SQL): $(SQL_PARTS) Makefile drift.control
	cat $(SQL_PARTS) > $@

# src/stats needs no server: its tests are an ordinary program.
test/c/run: $(wildcard test/c/*.c test/c/*.h) $(wildcard src/stats/*.c src/stats/*.h)
	$(CC) -std=gnu11 -O1 -g $(WARNINGS) $(if $(WERROR),-Werror) $(C_TEST_FLAGS) -Isrc \
		-o $@ $(wildcard test/c/*.c) $(wildcard src/stats/*.c) -lgsl -lgslcblas -lm

check-c: test/c/run
	$(C_TEST_WRAPPER) ./test/c/run

.PHONY: check-c
