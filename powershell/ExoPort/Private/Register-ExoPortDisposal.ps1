function Register-ExoPortDisposal {
    <#
    Closes a run when PowerShell disposes the command, however its pipeline ends. For versions before 7.3,
    which have no `clean` block.

    Every function with [CmdletBinding()] is a PSScriptCmdlet inside, which raises DisposingEvent when the
    pipeline lets go of it, also when Ctrl+C comes while another command of the pipeline is running. The
    event is internal; Windows PowerShell 5.1 and PowerShell 7.0 to 7.2 will not change any more. Should it
    be missing nevertheless, then the finalizer of the handle closes the run, and until then the
    probe timeout and the bounded queues of the native library limit what goes on.
    #>
    param(
        [System.Management.Automation.PSCmdlet] $Cmdlet,
        [object] $Handle
    )

    $disposing = $Cmdlet.GetType().GetEvent('DisposingEvent', [System.Reflection.BindingFlags]'Instance, NonPublic, Public')
    if ($null -eq $disposing) {
        Write-Verbose -Message 'This version of PowerShell does not report when it disposes of a command; the garbage collector closes an interrupted run.'
        return
    }
    $close = [System.Delegate]::CreateDelegate([System.EventHandler], $Handle, 'CloseOnEvent')
    $null = $disposing.GetAddMethod($true).Invoke($Cmdlet, [object[]] @($close))
}
