/** The words that papers and their authors' places are made of. All invented or plain words. */
const list = (words: string): readonly string[] => words.trim().split(/\s+/u);

/** Titles are two words, such as Robust Parsing. */
export const QUALITIES = list(`Robust Sparse Fast Deep Adaptive Causal Compact Distributed Dynamic Efficient Exact Fair
  Flexible General Hybrid Incremental Joint Lazy Linear Local Modular Neural Online Parallel Private Random Recursive
  Reliable Scalable Simple`);
export const METHODS = list(`Parsing Search Planning Learning Clustering Caching Coding Compression Control Hashing
  Indexing Inference Logging Mapping Matching Mining Networks Pruning Queries Ranking Reasoning Routing Sampling
  Scheduling Sorting Storage Testing Tracking Training Translation`);
export const VENUES = list('Velda Kortex Sigma Ardent Polaris Tessera Lumen Nexus Orbit Quanta Radian Summit');
export const ORGS = list(`Northlight Bluefox Redwood Stargate Moonrise Oakfield Pinetree Riverbank Sunfield Topline
  Whitestone Zenith Lakeside Hilltop Greenway Eastport`);
export const KEYWORDS = list(`graphs speed memory language vision robots music biology traffic energy security games
  weather finance health space`);
export const DOC_TYPES = list('Conference Journal Workshop');

export const FIRST_YEAR = 2000;
export const YEARS = 24;
