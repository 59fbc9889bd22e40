import type { Call } from './call.js';

/** What a call shares with others of its session, folder, branch and model. */
export type CallContext = Pick<
	Call,
	'sessionId' | 'origin' | 'model' | 'speed' | 'serviceTier' | 'inferenceGeo' | 'version' | 'cwd' | 'branch'
>;
