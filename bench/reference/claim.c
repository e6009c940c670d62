/* The least that a durable exclusive claim on files can be: create the file exclusively, write it, sync it, sync its
 * folder. Usage: claim FOLDER COUNT; prints the seconds that it took. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  char entry[800];
  memset(entry, 'x', sizeof entry);
  int count = atoi(argv[2]);
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int i = 0; i < count; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%d.json", argv[1], i);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (fd < 0 || write(fd, entry, sizeof entry) != sizeof entry || fsync(fd) || close(fd)) return 1;
    int folder = open(argv[1], O_RDONLY | O_DIRECTORY);
    if (folder < 0 || fsync(folder) || close(folder)) return 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%.9f\n", (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9);
  return 0;
}
