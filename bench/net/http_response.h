// Where the response to our request ends, as far as HTTP/1.1 says so in its bytes. Pure; used by socket_client.cc.

#ifndef TLSBENCH_BENCH_NET_HTTP_RESPONSE_H_
#define TLSBENCH_BENCH_NET_HTTP_RESPONSE_H_

#include <string_view>

namespace tlsbench {

// Whether these bytes, all that came so far, hold a whole response (RFC 9112, section 6.3): by its Content-Length, its
// last chunk, or a status that has no body. A response that ends with the connection is never whole here.
bool IsWholeResponse(std::string_view bytes);

// Whether these bytes say, or may still say, where the response ends. One that ends with the connection does not: some
// servers leave that to the client, and waiting for it would never end.
bool TellsItsEnd(std::string_view bytes);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_HTTP_RESPONSE_H_
