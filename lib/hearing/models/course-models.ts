/** The networks that follow a call's course, trained alike on different calls: what they agree on is not one training's. */
import first from './course-1-model.json';
import second from './course-2-model.json';
import third from './course-3-model.json';
import fourth from './course-4-model.json';
import type { RecurrentNetworkModel } from './recurrent-network';

export const COURSE_MODELS: readonly RecurrentNetworkModel[] = [first, second, third, fourth];
