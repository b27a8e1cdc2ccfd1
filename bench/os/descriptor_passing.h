// Packets with a file descriptor beside them, over a SOCK_SEQPACKET socket (unix(7), SCM_RIGHTS): how sockets that were
// made in another network namespace come to the process that uses them. One thread.

#ifndef TLSBENCH_BENCH_OS_DESCRIPTOR_PASSING_H_
#define TLSBENCH_BENCH_OS_DESCRIPTOR_PASSING_H_

#include <sys/types.h>

#include <cstddef>

#include "bench/os/process.h"

namespace tlsbench {

// One packet; `fd` is borrowed, and -1 sends none. False if the peer has gone.
bool SendPacket(int socket, const void* data, std::size_t length, int fd);

// One packet and the descriptor that came with it, closed on exec; `fd` is left alone if none came. Blocks. Returns the
// packet's length, 0 when the peer has gone, -1 on an error.
ssize_t ReceivePacket(int socket, void* data, std::size_t length, Fd& fd);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_DESCRIPTOR_PASSING_H_
