// Configures compression of certificates by zlib (RFC 8879) over the OpenSSL API: OpenSSL from 3.2 on has it if it was
// built so, BoringSSL and AWS-LC take it from the application. Used by openssl.cc and openssl_context.cc only.

#ifndef TLSBENCH_BACKENDS_OPENSSL_COMPRESSION_H_
#define TLSBENCH_BACKENDS_OPENSSL_COMPRESSION_H_

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "bench/backend.h"

namespace tlsbench {

// Returns the reason why certificates cannot be compressed; nullopt if they can. Changes `scratch`.
std::optional<std::string> LackingCompression(SSL_CTX* scratch);

// Call it after the certificates of `ctx` are set. Returns false if the library refuses.
bool ConfigureCompression(SSL_CTX* ctx, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_COMPRESSION_H_
