/** The variant that octokit's plugins load; it ships without a declaration of its own. */
declare module 'bottleneck/light.js' {
	import type Bottleneck from 'bottleneck';
	const light: typeof Bottleneck;
	export = light;
}
