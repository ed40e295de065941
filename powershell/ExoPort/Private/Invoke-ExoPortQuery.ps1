function Invoke-ExoPortQuery {
    <# Asks the native library a question that needs no network; the answer as objects, nothing when it has none. #>
    param([string] $Question)

    $api = $script:Native.Api
    $text = [System.Text.Encoding]::UTF8.GetBytes($Question)
    $buffer = [byte[]]::new(16384)
    foreach ($attempt in 1, 2) {
        [uint32] $needed = 0
        $status = $api::exoport_query($text, [uint32] $text.Length, $buffer, [uint32] $buffer.Length, [ref] $needed)
        # -3: BUFFER_TOO_SMALL, and $needed says how long the answer is.
        if ($status -ne -3) { break }
        $buffer = [byte[]]::new($needed)
    }
    if ($status -eq 0) {
        ConvertFrom-ExoPortJson -Json ([System.Text.Encoding]::UTF8.GetString($buffer, 0, [int] $needed))
    }
}
