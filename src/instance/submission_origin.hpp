#pragma once

namespace mailapp::submission_origin {

// The name with which `mailapp sendmail` greets Postfix, for the directory: what kind of mail comes.
inline constexpr char const* script = "script.localhost";  ///< what a Sieve script wrote
inline constexpr char const* passed_on =
    "passed-on.localhost";  ///< somebody else's mail, or a notice of ours

}  // namespace mailapp::submission_origin
