/** Every identifier that package.json and the code share. A test holds the two equal. */

export const extensionId = 'outlay.outlay';

export const commandIds = {
	showLog: 'outlay.showLog',
} as const;

/** Stable, so that a user can hide the item and keep it hidden. */
export const statusItemId = 'budget';
