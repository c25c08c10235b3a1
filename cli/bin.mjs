#!/usr/bin/env node
/** Starts the command line. */
import { importBundled } from "../scripts/bundle.mjs";

const { main } = await importBundled("cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
