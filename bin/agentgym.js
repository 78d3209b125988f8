#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { main } from '../dist/cli/main.js';
// Rows go by in millions and are gone at once. Now and then V8 takes what they are made of for lasting, and puts it where
// little is collected: a third more time, and twice the memory. That guess is switched off.
setFlagsFromString('--no-allocation-site-pretenuring');
process.exitCode = await main(process.argv.slice(2));
