import assert from 'node:assert/strict';
import { conceptById, conceptIds, findConcepts, serves, stem } from '../../../lib/ivr/concepts';
import { FRENCH_CONCEPTS } from '../../../lib/ivr/lexicon/concepts-french';
import { GERMAN_CONCEPTS } from '../../../lib/ivr/lexicon/concepts-german';
import { SPANISH_CONCEPTS } from '../../../lib/ivr/lexicon/concepts-spanish';
import { FIELDS } from '../../../lib/ivr/lexicon/fields';

const concepts = (text: string, languages?: string[]): ReadonlyMap<string, number> =>
  findConcepts(text.split(' '), languages).concepts;

describe('the concept lexicon', () => {
  it('has weights and leads that mean something', () => {
    const ids = new Set(conceptIds());
    assert.ok(ids.size > 250, String(ids.size));
    for (const id of ids) {
      const { weight, leads } = conceptById(id)!;
      assert.ok(weight > 0 && weight <= 1.5, `${id} weighs ${weight}`);
      for (const [to, fit] of leads) {
        assert.ok(ids.has(to), `${id} leads to ${to}`);
        assert.ok(fit > 0 && fit <= 1, `${id} leads to ${to} with ${fit}`);
      }
    }
  });

  it('names in other languages only concepts that exist', () => {
    const ids = new Set(conceptIds());
    for (const source of [GERMAN_CONCEPTS, FRENCH_CONCEPTS, SPANISH_CONCEPTS]) {
      for (const line of source.split('\n').filter((text) => text.includes('|'))) {
        const id = line.split('|')[0]!.trim();
        assert.ok(ids.has(id), id);
      }
    }
  });

  it('keeps the languages apart', () => {
    assert.equal(concepts('parts').has('claims'), false);
    assert.equal(concepts('parte', ['es']).has('claims'), true);
  });

  it('lets a phrase speak for its words', () => {
    assert.ok((concepts('gift card').get('card') ?? 0) < 0.5);
    assert.ok((concepts('gift card').get('prepaid_card') ?? 0) >= 1);
  });

  it('brings the forms of a word together, and keeps apart what only looks alike', () => {
    for (const form of ['bills', 'billed', 'billing']) assert.equal(stem(form), stem('bill'), form);
    assert.equal(stem('cancelled'), stem('cancel'));
    assert.equal(stem('deliveries'), stem('delivery'));
    assert.equal(stem('bought'), stem('buy'));
    assert.notEqual(stem('hearing'), stem('hear'));
    assert.notEqual(stem('filling'), stem('file'));
  });

  it('forgives one wrong letter in a long word', () => {
    assert.ok(concepts('reimbursment').has('refund'));
  });

  it('knows who serves what, both ways, the other way less', () => {
    assert.equal(serves('billing', 'billing'), 1);
    assert.ok(serves('dispute', 'billing') > serves('billing', 'dispute'));
    assert.equal(serves('baggage', 'mortgage'), 0);
  });

  it('has fields with one canonical name each', () => {
    assert.equal(new Set(FIELDS.map(({ name }) => name)).size, FIELDS.length);
  });
});
