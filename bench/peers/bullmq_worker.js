// SPDX-License-Identifier: Apache-2.0
// BullMQ's side: the same jobs as ours.
const { execFile } = require("node:child_process");
const { promisify } = require("node:util");
const { Worker } = require("bullmq");

const run = promisify(execFile);
const connection = {
  host: "127.0.0.1",
  port: Number(process.env.BENCH_PORT),
  db: Number(process.env.BENCH_DB),
  maxRetriesPerRequest: null,
};

async function process_(job) {
  if (job.name === "silent") {
    const { stdout, stderr } = await run("/bin/true");
    return { exit_code: 0, stdout, stderr };
  }
  return {};
}

const worker = new Worker("bench", process_, { connection, concurrency: Number(process.env.BENCH_CONCURRENCY) });
worker.on("error", (error) => console.error(String(error)));
worker.waitUntilReady().then(() => console.log("ready"));
process.on("SIGTERM", () => worker.close().then(() => process.exit(0)));
