import { canaryStory } from './canary-story.ts';

canaryStory('encrypted');
