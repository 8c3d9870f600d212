import type { INodeProperties } from 'n8n-workflow';

import { CUSTOM_SERVICE, SERVICES } from './services';

type Shown = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

const notice = (text: string, show: Shown): INodeProperties => ({
	displayName: text,
	name: 'keyNotice',
	type: 'notice',
	default: '',
	displayOptions: { show },
});

const link = (url: string) =>
	`<a href="${url}" target="_blank">${url.slice('https://'.length)}</a>`;

const consoles = SERVICES.filter(({ style }) => style === 'modelStudio').map(
	({ name, keyPage }) => `${link(keyPage)} (${name.replace(/.*\(|\)/g, '')})`,
);

/** For each service a line about where its keys are made and what they look like; the editor shows that of the chosen one. */
export const keyNotices: INodeProperties[] = [
	...SERVICES.map(({ address, keyPage, aboutKeys }) =>
		notice(aboutKeys.replace('{page}', link(keyPage)), { service: [address] }),
	),
	notice(
		'Keys are made at the service, usually under API keys or tokens. A key of one service does not work at another.',
		{ service: [CUSTOM_SERVICE], apiStyle: ['apimart'] },
	),
	notice(
		`Keys begin with sk- and are made at ${consoles.join(' or ')}, under API Key. They must be of the same region as the Base URL.`,
		{ service: [CUSTOM_SERVICE], apiStyle: ['modelStudio'] },
	),
];
