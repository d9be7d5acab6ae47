#include "instance/submission_mark.hpp"

#include "base/text.hpp"

namespace mailapp {

std::string submission_mark_key(std::string_view directory_token) {
    return to_hex(hmac_sha256(directory_token, "key of submission marks"));
}

std::string submission_mark(std::string_view key, std::string_view domain, std::string_view queue_id,
                            std::string_view user) {
    std::string said(domain);
    said.append("\n").append(queue_id).append("\n").append(user);
    return std::string(domain) + " " + to_hex(hmac_sha256(key, said));
}

}  // namespace mailapp
