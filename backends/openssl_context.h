// A context over the OpenSSL API: an SSL_CTX configured as an EndpointConfig says. Made by openssl.cc, which has asked
// before whether the library can do that.

#ifndef TLSBENCH_BACKENDS_OPENSSL_CONTEXT_H_
#define TLSBENCH_BACKENDS_OPENSSL_CONTEXT_H_

#include <memory>
#include <string>

#include "bench/backend.h"

namespace tlsbench {

// Null with one line of words in `error` if the library refuses.
std::unique_ptr<Context> MakeOpensslContext(const EndpointConfig& config, std::string& error);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_CONTEXT_H_
