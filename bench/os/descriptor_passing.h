// Sends and receives packets with a file descriptor over a SOCK_SEQPACKET socket (unix(7), SCM_RIGHTS). In this way a
// socket made in another network namespace reaches the process that uses it. One thread.

#ifndef TLSBENCH_BENCH_OS_DESCRIPTOR_PASSING_H_
#define TLSBENCH_BENCH_OS_DESCRIPTOR_PASSING_H_

#include <sys/types.h>

#include <cstddef>

#include "bench/os/process.h"

namespace tlsbench {

// Sends one packet; `fd` is borrowed, and -1 sends no descriptor. Returns false if the peer has closed its end.
bool SendPacket(int socket, const void* data, std::size_t length, int fd);

// Receives one packet and the descriptor that came with it, closed on exec; `fd` does not change if none came. Blocks.
// Returns the packet's length, 0 if the peer has closed its end, -1 on an error.
ssize_t ReceivePacket(int socket, void* data, std::size_t length, Fd& fd);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_DESCRIPTOR_PASSING_H_
