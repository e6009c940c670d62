import type { Files } from "../files/port.ts";

/** What somebody else left: a tree of artifacts that is read and never written. */
export interface Source {
  /** Where it comes from, in words for a person. */
  readonly name: string;
  readonly files: Files;
}

/** Where artifacts come from that are not of this work folder. */
export interface Sources {
  /** Every tree of artifacts in or below a folder, as a download of several artifacts leaves them. */
  below(folder: string): Promise<readonly Source[]>;
  /** The artifacts of a commit; gone when `work` ends. */
  at<T>(commit: string, work: (source: Source) => Promise<T>): Promise<T>;
}
