/** Dependencies in compressed rows: those of step i are `edges[starts[i] .. starts[i+1])`. */
export interface Graph {
  readonly starts: Int32Array;
  readonly edges: Int32Array;
}

/**
 * Groups of steps that wait for each other: every strongly connected component with more than one member, and
 * every step that waits for itself. Tarjan's algorithm without recursion, so that depth is no limit; linear.
 */
export function cyclesIn(graph: Graph): number[][] {
  const size = graph.starts.length - 1;
  const search: Search = {
    graph,
    rank: new Int32Array(size).fill(-1),
    low: new Int32Array(size),
    cursor: graph.starts.slice(0, size),
    inStack: new Uint8Array(size),
    stack: [],
    path: [],
    counter: 0,
    cycles: [],
  };
  for (let root = 0; root < size; root++) {
    if (search.rank[root] !== -1) continue;
    enter(search, root);
    while (search.path.length > 0) advance(search);
  }
  return search.cycles.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** The state of Tarjan's search: `rank` and `low` as in the literature, `path` in place of the call stack. */
interface Search {
  readonly graph: Graph;
  readonly rank: Int32Array;
  readonly low: Int32Array;
  /** The next edge to look at, per node. */
  readonly cursor: Int32Array;
  readonly inStack: Uint8Array;
  readonly stack: number[];
  readonly path: number[];
  counter: number;
  readonly cycles: number[][];
}

function enter(search: Search, node: number): void {
  search.rank[node] = search.counter;
  search.low[node] = search.counter++;
  search.inStack[node] = 1;
  search.stack.push(node);
  search.path.push(node);
}

/** Follows one edge of the node on top of the path, or leaves it when it has no more. */
function advance(search: Search): void {
  const { graph, rank, low, cursor, inStack, path } = search;
  const node = path.at(-1) ?? 0;
  const at = cursor[node] ?? 0;
  if (at >= (graph.starts[node + 1] ?? 0)) {
    leave(search, node);
    return;
  }
  cursor[node] = at + 1;
  const next = graph.edges[at] ?? 0;
  if (rank[next] === -1) enter(search, next);
  else if (inStack[next] === 1) low[node] = Math.min(low[node] ?? 0, rank[next] ?? 0);
}

/** Goes back to the parent; a node that is the root of its component takes that off the stack. */
function leave({ graph, rank, low, inStack, stack, path, cycles }: Search, node: number): void {
  path.pop();
  const parent = path.at(-1);
  if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
  if (low[node] !== rank[node]) return;
  const members = stack.splice(stack.lastIndexOf(node));
  for (const member of members) inStack[member] = 0;
  if (members.length > 1 || waitsForItself(graph, node)) cycles.push(members.sort((a, b) => a - b));
}

function waitsForItself({ starts, edges }: Graph, node: number): boolean {
  return edges.subarray(starts[node], starts[node + 1]).includes(node);
}

/**
 * An order in which each step comes after everything it waits for; of two that could both come next, the one
 * with the smaller index (order, then key) does. O((steps + dependencies) log steps).
 *
 * @returns the indices in that order; fewer than there are steps when some wait for each other
 */
export function topological({ starts, edges }: Graph): Int32Array {
  const size = starts.length - 1;
  const { followers, waiting } = reversed({ starts, edges });
  const ready = minHeap(size);
  for (let node = 0; node < size; node++) if (waiting[node] === 0) ready.push(node);
  const order = new Int32Array(size);
  let placed = 0;
  while (ready.size() > 0) {
    const node = ready.pop();
    order[placed++] = node;
    for (let i = followers.starts[node] ?? 0; i < (followers.starts[node + 1] ?? 0); i++) {
      const next = followers.edges[i] ?? 0;
      const left = (waiting[next] ?? 0) - 1;
      waiting[next] = left;
      if (left === 0) ready.push(next);
    }
  }
  return order.subarray(0, placed);
}

/** Who waits for whom, turned round, and how many each still waits for. */
function reversed({ starts, edges }: Graph): { followers: Graph; waiting: Int32Array } {
  const size = starts.length - 1;
  const from = new Int32Array(size + 1);
  for (const needed of edges) from[needed + 1] = (from[needed + 1] ?? 0) + 1;
  for (let i = 0; i < size; i++) from[i + 1] = (from[i + 1] ?? 0) + (from[i] ?? 0);
  const fill = from.slice();
  const to = new Int32Array(edges.length);
  const waiting = new Int32Array(size);
  for (let node = 0; node < size; node++) {
    waiting[node] = (starts[node + 1] ?? 0) - (starts[node] ?? 0);
    for (let i = starts[node] ?? 0; i < (starts[node + 1] ?? 0); i++) {
      const needed = edges[i] ?? 0;
      const slot = fill[needed] ?? 0;
      to[slot] = node;
      fill[needed] = slot + 1;
    }
  }
  return { followers: { starts: from, edges: to }, waiting };
}

/** A binary heap of small integers, the smallest on top. */
function minHeap(capacity: number): { push(item: number): void; pop(): number; size(): number } {
  const items = new Int32Array(capacity);
  let size = 0;

  return {
    size: () => size,
    push(item) {
      let at = size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        const above = items[parent] ?? 0;
        if (above <= item) break;
        items[at] = above;
        at = parent;
      }
      items[at] = item;
    },
    pop() {
      const top = items[0] ?? 0;
      const last = items[--size] ?? 0;
      let at = 0;
      for (let child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && (items[child + 1] ?? 0) < (items[child] ?? 0)) child++;
        const below = items[child] ?? 0;
        if (below >= last) break;
        items[at] = below;
        at = child;
      }
      items[at] = last;
      return top;
    },
  };
}
