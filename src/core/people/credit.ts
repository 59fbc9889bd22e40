import type { PullRequest } from '../pullRequest.js';
import { accountKind, emailKind, isForgeAddress } from './accounts.js';
import type { PeopleDirectory, Person } from './person.js';

/** Whom a pull request counts for, and why that person. */
export interface Credit {
	/** Null: nobody is known (an agent's own work, a deleted author). */
	readonly personId: string | null;
	readonly team: string | null;
	readonly by:
		'author' | 'commit-author' | 'assignee' | 'co-author' | 'requester' | 'agent-pool' | 'bot' | 'unknown';
}

/**
 * The human a pull request counts for. A human author is it. An agent's pull request goes to the human who started
 * it: a human assignee, else the first human author or co-author of its commits, else the login its body names
 * (`Requested by: @…`), else nobody ("agent pool"). Dependency and CI bots count for nobody. Without an author (git
 * alone, a deleted account) the first commit's author is it. Source: the team report's "merged per developer".
 */
export function creditOf(pullRequest: PullRequest, people: PeopleDirectory): Credit {
	const { author } = pullRequest;
	if (author === null) return creditOfCommits(pullRequest, people);
	const person = people.byLogin(author.login);
	const kind = person?.kind ?? accountKind(author.login, author.isBot);
	if (kind === 'developer') {
		return {
			personId: person?.personId ?? author.login.toLowerCase(),
			team: person?.team ?? null,
			by: 'author',
		};
	}
	if (kind === 'bot') return { personId: null, team: null, by: 'bot' };
	return creditOfAgent(pullRequest, people);
}

function creditOfAgent(pullRequest: PullRequest, people: PeopleDirectory): Credit {
	for (const { login, isBot } of pullRequest.assignees) {
		const credit = humanLogin(login, isBot, people, 'assignee');
		if (credit !== null) return credit;
	}
	for (const commit of pullRequest.commits.filter(({ isBaseMerge }) => !isBaseMerge)) {
		for (const email of [commit.authorEmail, ...commit.coAuthorEmails]) {
			const credit = email === null ? null : humanEmail(email, people, 'co-author');
			if (credit !== null) return credit;
		}
	}
	const { requestedBy } = pullRequest.facts;
	const credit = requestedBy === null ? null : humanLogin(requestedBy, false, people, 'requester');
	return credit ?? { personId: null, team: null, by: 'agent-pool' };
}

/** Without an author: the first commit's author; an agent's commits go to their human co-author. */
function creditOfCommits(pullRequest: PullRequest, people: PeopleDirectory): Credit {
	const first = pullRequest.commits.find(({ isBaseMerge }) => !isBaseMerge);
	if (first?.authorEmail === undefined || first.authorEmail === null) {
		return { personId: null, team: null, by: 'unknown' };
	}
	const credit = humanEmail(first.authorEmail, people, 'commit-author');
	if (credit !== null) return credit;
	const person = people.byEmail(first.authorEmail);
	const isAgent = (person?.kind ?? emailKind(first.authorEmail)) === 'agent';
	return isAgent ? creditOfAgent(pullRequest, people) : { personId: null, team: null, by: 'bot' };
}

function humanLogin(login: string, isBot: boolean, people: PeopleDirectory, by: Credit['by']): Credit | null {
	const person = people.byLogin(login);
	if ((person?.kind ?? accountKind(login, isBot)) !== 'developer') return null;
	return creditTo(person, login.toLowerCase(), by);
}

function humanEmail(email: string, people: PeopleDirectory, by: Credit['by']): Credit | null {
	if (isForgeAddress(email)) return null;
	const person = people.byEmail(email);
	if ((person?.kind ?? emailKind(email)) !== 'developer') return null;
	return creditTo(person, email.toLowerCase(), by);
}

const creditTo = (person: Person | null, fallback: string, by: Credit['by']): Credit => ({
	personId: person?.personId ?? fallback,
	team: person?.team ?? null,
	by,
});
