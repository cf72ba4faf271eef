import assert from 'node:assert/strict';
import { HeardPeople } from '../../../lib/hearing/human/heard-people';

/** Ten decisions a second while somebody confirmed at `since` speaks in these stretches, until `end`. */
function hear(people: HeardPeople, since: number, spoken: readonly (readonly [number, number])[], end: number): void {
  let spokeAt = since;
  for (let step = Math.round(since * 10); step <= end * 10; step++) {
    const now = step / 10;
    const stretch = spoken.findLast(([from]) => now >= from);
    if (stretch) spokeAt = Math.min(now, stretch[1]);
    people.update({ now, since, spokeAt, proven: false });
  }
  people.update({ now: end + 0.1, since: -1, spokeAt, proven: false });
}

describe('people heard in a call', () => {
  it('are those who wait for us', () => {
    const people = new HeardPeople();
    hear(people, 10, [[10, 13]], 17);
    assert.equal(people.spokeAt(11), true);
    assert.equal(people.spokeAt(20), false);
  });

  it('are those who leave us a word and go on', () => {
    const people = new HeardPeople();
    hear(
      people,
      10,
      [
        [10, 12.5],
        [13.8, 16.4],
      ],
      16.6,
    );
    assert.equal(people.spokeAt(15), true);
  });

  it('are not those after whom the music comes back', () => {
    const people = new HeardPeople();
    hear(people, 10, [[10, 13]], 14.5);
    assert.equal(people.spokeAt(11), false);
  });

  it('are those who proved it, however soon they went', () => {
    const people = new HeardPeople();
    people.update({ now: 11, since: 10, spokeAt: 11, proven: true });
    people.update({ now: 12, since: -1, spokeAt: 11, proven: false });
    assert.equal(people.spokeAt(10.5), true);
  });

  it('are not those who turned out to be a recording', () => {
    const people = new HeardPeople();
    hear(people, 10, [[10, 13]], 17);
    people.refute(10);
    assert.equal(people.spokeAt(11), false);
  });

  it('stay people when a later alarm is refuted', () => {
    const people = new HeardPeople();
    hear(people, 10, [[10, 13]], 17);
    people.refute(40);
    assert.equal(people.spokeAt(11), true);
  });
});
