/** The data source of this build: a simulated market that is the same for everybody. */
export const FEED_SOURCE = 'simulated';
