// Node keeps a line about each of a process's last 250 fetches, and with the line the whole world of the test file that made it.
performance.setResourceTimingBufferSize(0);
