import { standInExtension } from '../harness/standInExtension.js';

/** An extension that signs everybody in as Ada, once the user has agreed to it in VS Code's own dialog. */
export const standInProvider = (): Promise<string> =>
	standInExtension(
		'stand-in',
		{
			activationEvents: ['onAuthenticationRequest:github-enterprise'],
			contributes: { authentication: [{ id: 'github-enterprise', label: 'GitHub Enterprise Server' }] },
		},
		`const vscode = require('vscode');
exports.activate = (context) => {
	const sessions = [];
	const changed = new vscode.EventEmitter();
	context.subscriptions.push(vscode.authentication.registerAuthenticationProvider('github-enterprise', 'GitHub Enterprise Server', {
		onDidChangeSessions: changed.event,
		getSessions: async () => sessions,
		createSession: async (scopes) => {
			const session = { id: String(sessions.length + 1), accessToken: sessions.length === 0 ? 'token-of-ada' : 'new-token-of-ada', account: { id: 'ada', label: 'ada' }, scopes };
			sessions.unshift(session);
			changed.fire({ added: [session], removed: [], changed: [] });
			return session;
		},
		removeSession: async () => {},
	}));
};
`,
	);
