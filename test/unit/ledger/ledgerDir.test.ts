import assert from 'node:assert/strict';
import { ledgerDirOf } from '../../../src/ledger/ledgerDir.js';

describe('default folder of the ledger', () => {
	it('follows each platform', () => {
		assert.equal(ledgerDirOf({}, '/home/ada', 'linux'), '/home/ada/.local/share/outlay');
		assert.equal(ledgerDirOf({ XDG_DATA_HOME: '/data' }, '/home/ada', 'linux'), '/data/outlay');
		assert.equal(
			ledgerDirOf({ XDG_DATA_HOME: 'data' }, '/home/ada', 'linux'),
			'/home/ada/.local/share/outlay',
		);
		assert.equal(ledgerDirOf({}, '/Users/ada', 'darwin'), '/Users/ada/Library/Application Support/Outlay');
		assert.equal(ledgerDirOf({}, 'C:\\Users\\ada', 'win32'), 'C:\\Users\\ada\\AppData\\Local\\Outlay');
		assert.equal(ledgerDirOf({ LOCALAPPDATA: 'D:\\L' }, 'C:\\Users\\ada', 'win32'), 'D:\\L\\Outlay');
	});

	it('lets OUTLAY_LEDGER name it, unless it is empty', () => {
		assert.equal(ledgerDirOf({ OUTLAY_LEDGER: '/x' }, '/home/ada', 'linux'), '/x');
		assert.equal(ledgerDirOf({ OUTLAY_LEDGER: '' }, '/home/ada', 'linux'), '/home/ada/.local/share/outlay');
	});
});
