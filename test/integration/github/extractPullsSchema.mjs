// Cuts the schema of `GET /repos/{owner}/{repo}/pulls` out of GitHub's official OpenAPI description, so that the tests
// need not carry all of it. Usage: npm pack @octokit/openapi, unpack it, then
//   node test/integration/github/extractPullsSchema.mjs package/generated/api.github.com.json > pulls.schema.json
import { readFileSync } from 'node:fs';

const description = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const definitions = new Map();
const dropped = new Set(['description', 'example', 'examples', 'title', 'x-github']);

function extract(value, isSchema) {
	if (Array.isArray(value)) return value.map((one) => extract(one, isSchema));
	if (value === null || typeof value !== 'object') return value;
	const entries = Object.entries(value).filter(([key]) => !isSchema || !dropped.has(key));
	return Object.fromEntries(
		entries.map(([key, one]) => {
			if (key !== '$ref') return [key, extract(one, key !== 'properties')];
			const name = one.split('/').at(-1);
			if (!definitions.has(name)) {
				definitions.set(name, null);
				definitions.set(name, extract(description.components.schemas[name], true));
			}
			return [key, `#/$defs/${name}`];
		}),
	);
}

const answer = description.paths['/repos/{owner}/{repo}/pulls'].get.responses['200'];
const schema = extract(answer.content['application/json'].schema, true);
const $comment = `From @octokit/openapi, ${description.info.title} ${description.info.version}`;
console.log(JSON.stringify({ $comment, ...schema, $defs: Object.fromEntries(definitions) }, null, '\t'));
