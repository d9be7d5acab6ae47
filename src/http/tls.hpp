#pragma once

#include "base/error.hpp"

#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace mailapp::http {

/// TLS 1.2 and later, forward-secret authenticated ciphers. Error: http.certificate_unusable.
Result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(std::string const& certificate_file,
                                                                    std::string const& private_key_file);

}  // namespace mailapp::http
