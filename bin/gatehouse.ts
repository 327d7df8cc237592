import { gatehouse } from './program';
import { systemSurroundings } from './system';

process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(); }); // such as in "| head"

void gatehouse(process.argv.slice(2), systemSurroundings()).then((exitCode) => { process.exitCode = exitCode; });
