import { buildLanguageOf, languageOf } from './language.js';

const testPath =
	/(^|\/)(tests?|testing|__tests__|__mocks__|specs?|testdata|fixtures?|e2e|selftests?)\/|(^|\/)(test_[^/]+|conftest)\.py$|[._-](test|tests|spec|e2e|cy|stories)\.[a-z]+$|_test\.[a-z]+$|(Test|Tests|TestCase|Spec|IT)\.(java|kt|scala|groovy|cs|swift|php)$/;
const generatedPath =
	/(^|\/)(node_modules|vendor|third_party|third-party|dist|build|target|generated|__generated__|__snapshots__|\.yarn)\/|\.min\.(js|css)$|\.pb\.(go|cc|h)$|_pb2(_grpc)?\.pyi?$|\.(g|freezed|generated|designer)\.[a-z]+$|(^|\/)zz_generated|_generated\.[a-z]+$|\.d\.ts$/i;

/**
 * What a path is to the outcome rules. `source`: hand-written code; `test`: code that tests; `build`: what builds,
 * configures or deploys it; `generated`: built, vendored or snapshot; `other`: documentation, data.
 */
export type FileKind = 'source' | 'test' | 'build' | 'generated' | 'other';

/** Kind of a file by its path (`/`-separated, relative to the repository). */
export function kindOfFile(path: string): FileKind {
	const isCode = languageOf(path) !== null;
	if (!isCode && buildLanguageOf(path) === null) return 'other';
	if (generatedPath.test(path)) return 'generated';
	if (testPath.test(path)) return 'test';
	return isCode ? 'source' : 'build';
}

/** True for hand-written code that ships; what "source line" and "touched source file" mean everywhere. */
export function isSourceFile(path: string): boolean {
	return kindOfFile(path) === 'source';
}
