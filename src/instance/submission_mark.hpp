#pragma once

#include <string>
#include <string_view>

namespace mailapp {

/// How the directory tells Rspamd with which domain a submitted message must be signed: a header field that
/// no message leaves with. Nobody can write it who has not the key.
inline constexpr char const* submission_mark_field = "X-MailApp-Sign";

/// The key of the marks, from the secret directory.token, so that Rspamd needs not have the token itself.
std::string submission_mark_key(std::string_view directory_token);

/// The field's value: the domain and its proof, for one message of one sender.
std::string submission_mark(std::string_view key, std::string_view domain, std::string_view queue_id,
                            std::string_view user);

}  // namespace mailapp
