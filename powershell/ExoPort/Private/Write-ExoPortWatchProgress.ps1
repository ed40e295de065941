function Write-ExoPortWatchProgress {
    <# How the last round ended and when the next begins, at most once a second. #>
    param([hashtable] $State, [switch] $Completed)

    $activity = 'Watching the paths to Exchange Online'
    if ($Completed) {
        Write-Progress -Activity $activity -Completed
        return
    }
    if (-not $State.Last -or $null -eq $State.Last.next_at -or $State.Clock.ElapsedMilliseconds -lt $State.NextProgress) { return }
    $State.NextProgress = $State.Clock.ElapsedMilliseconds + 1000
    $next = ConvertFrom-ExoPortInstant -Milliseconds $State.Last.next_at
    $left = [int] [System.Math]::Max(0, ($next - [System.DateTime]::Now).TotalSeconds)
    Write-Progress -Activity $activity -Status "Round $($State.Last.number): $(ConvertTo-ExoPortWord -Word $State.Last.result)" -SecondsRemaining $left
}
