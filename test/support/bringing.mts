/** A process that brings an n8n, for tests: `bringing.mts VERSION PACKAGE…`. It prints all that it says. */
import { bringN8n } from '../../n8n/server/bringN8n.mts';

const [version, ...packages] = process.argv.slice(2);
const { args } = await bringN8n(version, (text) => console.log(text), packages);
console.log(`Brought ${args[0]}`);
