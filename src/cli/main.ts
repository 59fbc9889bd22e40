import { threadsAhead } from '../outlay/threadsAhead.js';
import { leave } from './leave.js';

const args = process.argv.slice(2);

/** Without a ledger an answer about usage reads every transcript: a thread for it starts while the command is loaded. */
const readsAll = args[0] === 'inspect' && args[1] === 'usage' && args.includes('--no-ledger');
const threads = readsAll ? threadsAhead() : null;

void import('./program.js').then(({ run }) => run({ args, threads })).then(leave);
