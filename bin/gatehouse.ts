#!/usr/bin/env node
import { gatehouse } from './program';
import { systemSurroundings } from './system';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'; // it is the bundle's matter, and lines of it would be in every output
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(); }); // such as in "| head"

void gatehouse(process.argv.slice(2), systemSurroundings()).then((exitCode) => { process.exitCode = exitCode; });
