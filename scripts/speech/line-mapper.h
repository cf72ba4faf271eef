/* From the 8 kHz samples of a telephone line to the cepstra of full-band speech; train-mapper.py learns how. */
#ifndef LINE_MAPPER_H
#define LINE_MAPPER_H

#define MAPPER_CEPSTRA 13

/* Reads what train-mapper.py wrote. 0, or -1 when it does not fit. */
int mapper_open(const char *path);

/* Another line follows: its level is not known. */
void mapper_new_line(void);

/* An utterance begins. 0 or -1. */
int mapper_begin(void);

/* One frame of cepstra is ready (10 ms each). Non-zero stops. */
typedef int (*mapper_frame)(const float cepstra[MAPPER_CEPSTRA]);

/* 8 kHz samples; tells every frame that is complete, 50 ms after its own audio. */
int mapper_push(const short *samples, int count, mapper_frame tell);

/* Tells the frames that wait for audio to come as if the last went on; more may be pushed after it. */
int mapper_flush(mapper_frame tell);

#endif
