// What calls say about their sessions, as `UsageReading` collects it.

import { allocate, enlarged } from './heap';

/** Layout of a session: two 64-bit numbers, then 32-bit ones. */
const firstAt: i32 = 0;
const lastAt: i32 = 8;
const idPlaceAt: i32 = 16;
const entrypointAt: i32 = 20;
/** First and last of its folders in the list; -1 for none. */
const firstFolderAt: i32 = 24;
const lastFolderAt: i32 = 28;
const sessionBytes: i32 = 32;
/** A folder: number of its text, then where the session's next folder stands. */
const folderBytes: i32 = 8;

let sessions: i32 = 0;
let sessionsRoom: i32 = 0;
let count: i32 = 0;
let folders: i32 = 0;
let foldersRoom: i32 = 0;
let folderCount: i32 = 0;
/** Session of each text's number, plus one; 0 for a text that names none. */
let sessionOfPlace: i32 = 0;
let placesRoom: i32 = 0;

let lastSession: i32 = -1;
let lastFolder: i32 = -1;

export function beginSessions(): void {
	count = 0;
	sessionsRoom = 64;
	sessions = allocate(sessionsRoom * sessionBytes);
	folderCount = 0;
	foldersRoom = 64;
	folders = allocate(foldersRoom * folderBytes);
	placesRoom = 256;
	sessionOfPlace = allocate(placesRoom * 4);
	memory.fill(sessionOfPlace, 0, placesRoom * 4);
	lastSession = -1;
	lastFolder = -1;
}

export function sessionCount(): i32 {
	return count;
}
export function sessionsBegin(): i32 {
	return sessions;
}
export function foldersBegin(): i32 {
	return folders;
}

/** The session of a text's number; one that begins at an instant when it was not met. */
export function meetSession(place: i32, atMs: f64): i32 {
	if (place >= placesRoom) {
		const used = placesRoom * 4;
		while (place >= placesRoom) placesRoom *= 2;
		sessionOfPlace = enlarged(sessionOfPlace, used, placesRoom * 4);
		memory.fill(sessionOfPlace + used, 0, placesRoom * 4 - used);
	}
	const known = load<i32>(sessionOfPlace + place * 4) - 1;
	if (known >= 0) return known;
	if (count === sessionsRoom) {
		sessionsRoom = count * 2;
		sessions = enlarged(sessions, count * sessionBytes, sessionsRoom * sessionBytes);
	}
	const session = sessions + count * sessionBytes;
	store<f64>(session + firstAt, atMs);
	store<f64>(session + lastAt, atMs);
	store<i32>(session + idPlaceAt, place);
	store<i32>(session + entrypointAt, 0);
	store<i32>(session + firstFolderAt, -1);
	store<i32>(session + lastFolderAt, -1);
	count += 1;
	store<i32>(sessionOfPlace + place * 4, count);
	return count - 1;
}

/** Takes in what a call says about its session; 0 for an entry point or a folder that it does not name. */
export function seeSession(place: i32, atMs: f64, entrypoint: i32, folder: i32): void {
	const number = meetSession(place, atMs);
	const session = sessions + number * sessionBytes;
	if (atMs < load<f64>(session + firstAt)) store<f64>(session + firstAt, atMs);
	if (atMs > load<f64>(session + lastAt)) store<f64>(session + lastAt, atMs);
	if (load<i32>(session + entrypointAt) === 0) store<i32>(session + entrypointAt, entrypoint);
	if (folder === 0 || (number === lastSession && folder === lastFolder)) return;
	lastSession = number;
	lastFolder = folder;
	addFolder(session, folder);
}

function addFolder(session: i32, folder: i32): void {
	let at = load<i32>(session + firstFolderAt);
	while (at >= 0) {
		if (load<i32>(folders + at * folderBytes) === folder) return;
		at = load<i32>(folders + at * folderBytes + 4);
	}
	if (folderCount === foldersRoom) {
		foldersRoom = folderCount * 2;
		folders = enlarged(folders, folderCount * folderBytes, foldersRoom * folderBytes);
	}
	store<i32>(folders + folderCount * folderBytes, folder);
	store<i32>(folders + folderCount * folderBytes + 4, -1);
	const last = load<i32>(session + lastFolderAt);
	if (last < 0) store<i32>(session + firstFolderAt, folderCount);
	else store<i32>(folders + last * folderBytes + 4, folderCount);
	store<i32>(session + lastFolderAt, folderCount);
	folderCount += 1;
}
