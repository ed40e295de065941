function Receive-ExoPortRecord {
    <#
    The records that are ready, as lines of JSON; waits at most the given time for the first.
    Nothing and $Run.Done when the run is over. The wait is native: keep it short, or Ctrl+C waits too.
    #>
    param([hashtable] $Run, [int] $TimeoutMilliseconds)

    [uint32] $needed = 0
    [uint32] $count = 0
    $status = $Run.Api::exoport_run_next($Run.Run, $Run.Buffer, [uint32] $Run.Buffer.Length, [ref] $needed, [ref] $count, [uint32] $TimeoutMilliseconds)
    if ($status -eq -3) {
        # BUFFER_TOO_SMALL: one record is longer than the buffer; nothing was taken.
        $Run.Buffer = [byte[]]::new($needed)
        $status = $Run.Api::exoport_run_next($Run.Run, $Run.Buffer, [uint32] $Run.Buffer.Length, [ref] $needed, [ref] $count, [uint32] 0)
    }
    if ($status -eq 1) { return }
    if ($status -eq 2) { $Run.Done = $true; return }
    if ($status -ne 0) {
        throw [System.InvalidOperationException]::new("The native library could not return records: $(Get-ExoPortStatusMessage -Status $status).")
    }
    [System.Text.Encoding]::UTF8.GetString($Run.Buffer, 0, [int] $needed).Split([char[]] "`n", [System.StringSplitOptions]::RemoveEmptyEntries)
}
