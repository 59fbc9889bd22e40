/** The same function, which works out the answer for each text once: very many records name the same few hundred. */
export function oncePerText<Answer>(work: (text: string) => Answer): (text: string) => Answer {
	const answers = new Map<string, Answer>();
	return (text) => {
		const known = answers.get(text);
		if (known !== undefined || answers.has(text)) return known as Answer;
		const answer = work(text);
		answers.set(text, answer);
		return answer;
	};
}
