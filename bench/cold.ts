/** One build and synthesis in a process of its own. Prints the most memory that it had, in MiB. */
import { synthesize } from './variants';

const [shape, routes, variant] = process.argv.slice(2);
synthesize(variant, shape, Number(routes));
console.log(JSON.stringify({ memory: process.resourceUsage().maxRSS / 1024 }));
