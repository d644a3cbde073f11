// SPDX-License-Identifier: Apache-2.0
// Fills BullMQ's queue while it is paused, and resumes it; told so line by line on stdin.
const readline = require("node:readline");
const { Queue } = require("bullmq");

const connection = { host: "127.0.0.1", port: Number(process.env.BENCH_PORT), db: Number(process.env.BENCH_DB) };
const queue = new Queue("bench", { connection });

async function stage(name, jobs) {
  await queue.pause();
  for (let left = jobs; left > 0; left -= 1000) {
    await queue.addBulk(Array.from({ length: Math.min(1000, left) }, () => ({ name, data: {} })));
  }
}

async function main() {
  await queue.waitUntilReady();
  console.log("ready");
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [verb, name, jobs] = line.split(" ");
    if (verb === "stage") {
      await stage(name, Number(jobs));
      console.log("staged");
    } else if (verb === "go") {
      await queue.resume();
    }
  }
}

main();
