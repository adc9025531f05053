// duckdb.mjs - DuckDB on a line of its own: one query per line in, one JSON object with its milliseconds out
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.env.DRIFT_DUCKDB + '/node_modules/');
const { DuckDBInstance } = await import(pathToFileURL(require.resolve('@duckdb/node-api')));
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();

for await (const line of createInterface({ input: process.stdin })) {
	try {
		const start = process.hrtime.bigint();
		const rows = (await connection.runAndReadAll(line)).getRowsJson();
		const ms = Number(process.hrtime.bigint() - start) / 1e6;
		console.log(JSON.stringify({ ms, rows }));
	} catch (error) {
		console.log(JSON.stringify({ error: error.message }));
	}
}
