import fc from 'fast-check';
import { madeZip } from '../../integration/outcomes/madeZip.js';

/** Small reports of each format; fuzzing starts from them. */
export const seeds: readonly string[] = [
	'TN:\nSF:src/a.c\nFN:1,f\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nDA:1,1\nDA:2,0\nend_of_record\n',
	'mode: count\nexample.com/m/a.go:3.13,5.2 2 1\nexample.com/m/a.go:5.2,9.3 1 0\n',
	'<?xml version="1.0"?>\n<!DOCTYPE coverage SYSTEM "c.dtd">\n<coverage line-rate="1"><sources><source>/x</source></sources><packages><package><classes><class filename="a.py"><methods><method><lines><line number="1" hits="1"/></lines></method></methods><lines><line number="1" hits="1" branch="true" condition-coverage="50% (1/2)"/></lines></class></classes></package></packages></coverage>',
	'<coverage generated="1" clover="3"><project><file name="a.js" path="/x/a.js"><line num="1" count="1" type="stmt"/><line num="2" type="cond" truecount="1" falsecount="0" count="1"/></file></project></coverage>',
	'<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x"><package name="p"><sourcefile name="A.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>',
	'{"/x/a.js":{"path":"/x/a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":9}}},"s":{"0":1},"branchMap":{"0":{"loc":{"start":{"line":1}}}},"b":{"0":[1,0]}}}',
	'{"total":{"lines":{"total":2,"covered":1,"skipped":0,"pct":50}},"/x/a.js":{"lines":{"total":2,"covered":1,"skipped":0,"pct":50}}}',
	'{"meta":{"format":3,"version":"7.6","branch_coverage":true},"files":{"a.py":{"executed_lines":[1,2],"missing_lines":[3],"excluded_lines":[],"missing_branches":[[1,3]]}},"totals":{}}',
	'{"data":[{"files":[{"filename":"/x/a.c","segments":[[1,1,2,true,true,false],[3,2,0,false,false,false]]}],"totals":{}}],"type":"llvm.coverage.json.export","version":"2.0.1"}',
	'{"RSpec":{"coverage":{"/x/a.rb":{"lines":[1,null,0]}},"timestamp":1}}',
];

const nasty = fc.constantFrom(
	'NaN', '-1', '1e999', '99999999999999999999', '0x10', '\0', '\ufffd', '../../etc/passwd', '\\\\server\\share', 'C:\\x', '<!DOCTYPE x [<!ENTITY a "b">]>', '&a;', '&#x0;', '<![CDATA[', ']]>', '{', '}', '[', ']', '"', '\\u0000', '\\ud800', ':', ',', '\n', '\r\n', 'null', 'true', 'DA:', 'SF:', 'end_of_record', '<line ', '/>', '__proto__', 'constructor', 'a'.repeat(300),
);

type Edit = readonly [kind: 'cut' | 'insert' | 'double' | 'flip' | 'swap', at: number, length: number, text: string];

const edit: fc.Arbitrary<Edit> = fc.tuple(
	fc.constantFrom('cut', 'insert', 'double', 'flip', 'swap'),
	fc.double({ min: 0, max: 1, noNaN: true }),
	fc.integer({ min: 1, max: 40 }),
	nasty,
);

function edited(bytes: Buffer, [kind, where, length, text]: Edit, other: Buffer): Buffer {
	const at = Math.floor(where * bytes.length);
	const end = Math.min(bytes.length, at + length);
	if (kind === 'cut') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
	if (kind === 'insert') return Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)]);
	if (kind === 'double') return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
	if (kind === 'swap') return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.floor(where * other.length))]);
	const copy = Buffer.from(bytes);
	if (at < copy.length) copy[at] = ((copy[at] ?? 0) ^ (1 << (length % 8))) & 255;
	return copy;
}

/** A report that some edits made hostile, as bytes. */
export const hostileReport: fc.Arbitrary<Buffer> = fc
	.tuple(fc.constantFrom(...seeds), fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 6 }))
	.map(([seed, other, edits]) =>
		edits.reduce((bytes: Buffer, one) => edited(bytes, one, Buffer.from(other)), Buffer.from(seed)),
	);

const zipSeeds = seeds.map((seed, index) =>
	madeZip([
		{ name: `report.${seed.startsWith('<') ? 'xml' : seed.startsWith('{') ? 'json' : 'info'}`, content: Buffer.from(seed) },
		{ name: `html/index${index}.html`, content: Buffer.from('<html/>') },
	]),
);

/** An archive with a report in it that some edits made hostile, as bytes. */
export const hostileZip: fc.Arbitrary<Buffer> = fc
	.tuple(fc.constantFrom(...zipSeeds), fc.constantFrom(...zipSeeds), fc.array(edit, { minLength: 1, maxLength: 4 }))
	.map(([seed, other, edits]) => edits.reduce((bytes: Buffer, one) => edited(bytes, one, other), seed));
