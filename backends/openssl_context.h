// Makes a context over the OpenSSL API: an SSL_CTX configured as an EndpointConfig says. Used by openssl.cc, which has
// checked before that the library supports it.

#ifndef TLSBENCH_BACKENDS_OPENSSL_CONTEXT_H_
#define TLSBENCH_BACKENDS_OPENSSL_CONTEXT_H_

#include <memory>
#include <string>

#include "bench/backend.h"

namespace tlsbench {

// Returns the context; null with one line in `error` if the library refuses.
std::unique_ptr<Context> MakeOpensslContext(const EndpointConfig& config, std::string& error);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_CONTEXT_H_
