// Finds where the response to our request ends, if its HTTP/1.1 bytes say so. Pure; used by socket_client.cc.

#ifndef TLSBENCH_BENCH_NET_HTTP_RESPONSE_H_
#define TLSBENCH_BENCH_NET_HTTP_RESPONSE_H_

#include <string_view>

namespace tlsbench {

// Returns whether these bytes, all that came so far, hold a whole response (RFC 9112, section 6.3): by its
// Content-Length, its last chunk, or a status that has no body. A response that ends only when the connection closes is
// never whole here.
bool IsWholeResponse(std::string_view bytes);

// Returns whether these bytes say, or may still say, where the response ends. A response that ends only when the
// connection closes does not: some servers leave the closing to the client, and the client would wait forever.
bool TellsItsEnd(std::string_view bytes);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_HTTP_RESPONSE_H_
