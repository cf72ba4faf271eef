import assert from 'node:assert/strict';
import { CallCourse, COURSE_COUNT } from '../../../lib/hearing/human/call-course';
import { FEATURE_COUNT, MEL_BANDS } from '../../../lib/hearing/frames/frame-features';
import { EVIDENCE_COUNT } from '../../../lib/hearing/human/evidence-names';

const frame = (value: number, band: number): { values: Float32Array; mel: Float64Array } => ({
  values: new Float32Array(FEATURE_COUNT).fill(value),
  mel: new Float64Array(MEL_BANDS).fill(band),
});
const sounds = Float64Array.of(0, 0.1, 0.2, 0.6, 0.1);
const evidence = new Float32Array(EVIDENCE_COUNT).fill(-600);
const EVIDENCE_AT = COURSE_COUNT - EVIDENCE_COUNT;

describe('hearing call course', () => {
  it('averages the frames of a tenth of a second, and begins anew', () => {
    const course = new CallCourse();
    course.add(frame(1, -2));
    course.add(frame(3, -4));
    const first = course.gather(sounds, null, false);
    assert.equal(first[0], 2);
    assert.equal(first[FEATURE_COUNT], 1);
    assert.equal(first[2 * FEATURE_COUNT], -3);
    course.add(frame(7, 0));
    assert.equal(course.gather(sounds, null, false)[0], 7);
  });

  it('keeps what it heard where all frames of a tenth of a second were lost', () => {
    const course = new CallCourse();
    course.add(frame(5, -1));
    course.gather(sounds, null, false);
    assert.equal(course.gather(sounds, null, false)[0], 5);
  });

  it('tells what is known of the voice in logarithms, and nothing once no voice is judged', () => {
    const course = new CallCourse();
    const told = course.gather(sounds, evidence, true).slice();
    assert.ok(Math.abs(told[EVIDENCE_AT]! + Math.log(601)) < 1e-4);
    assert.deepEqual([...told.slice(EVIDENCE_AT - 2, EVIDENCE_AT)], [1, 1]);
    const none = course.gather(sounds, null, false);
    assert.deepEqual([...none.slice(EVIDENCE_AT - 2)], new Array(EVIDENCE_COUNT + 2).fill(0));
  });
});
