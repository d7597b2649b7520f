#!/usr/bin/env node
import { join } from 'node:path'
import { runCli } from '../lib/cli/run-cli.ts'

await runCli(process.argv, join(import.meta.dirname, '..'))
